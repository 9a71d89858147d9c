import { type CanActivate, Controller, Module, Post, UseGuards } from "@nestjs/common";
import { Verifier } from "hookproof";
import { webhook } from "hookproof/nestjs";

const guard: CanActivate = webhook(new Verifier("token | x-t: {token}", ""));

@Controller("hooks")
class Hooks {
  @Post("a")
  @UseGuards(
    guard,
    webhook((request) => new Verifier("token | x-t: {token}", request.ip)),
  )
  a(): string {
    return "a";
  }
}

@Module({ controllers: [Hooks] })
export class App {}
// @ts-expect-error a secret is no verifier
webhook("secret");
